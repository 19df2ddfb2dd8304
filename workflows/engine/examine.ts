import { proxyActivities } from '@temporalio/workflow';
import type { Examination, ExaminationActivities } from '../contract/examination.js';
import { once } from './profiles.js';

const examining = proxyActivities<ExaminationActivities>(once);

/** The workflow that asks one worker what it depends on: operators hold no AWS credentials, workers do. */
export const examine = (): Promise<Examination> => examining['deployment.examine']();
