import { isShared, resourceOf } from '../../workflows/contract/names.js';
import type { ShapeView, StageView } from '../../workflows/contract/views.js';

const ids = (targets: readonly string[]): readonly string[] => targets.map(resourceOf);

/** How a shape is spoken of beside others: by what it is shown for, and how many are like it. */
export const shapeTitle = ({ targets }: Pick<ShapeView, 'targets'>): string =>
  targets.length === 1 ? (ids(targets)[0] ?? '') : `${targets.length} alike, as for ${ids(targets)[0] ?? ''}`;

/** Whether a plan is read target by target: there is only one. */
export const isOne = (shapes: readonly Pick<ShapeView, 'targets'>[]): boolean =>
  shapes.length <= 1 && (shapes[0]?.targets.length ?? 0) <= 1;

/** The targets of some stages that are signed together, grouped as they are shown: worst first, then the outliers. */
export const groupsOf = (stages: readonly StageView[]): readonly (readonly string[])[] => {
  const groups: string[][] = [];
  for (const { targets } of stages.flatMap(({ plan }) => plan.shapes)) {
    const known = groups.find((group) => targets.some((target) => group.includes(target)));
    if (known) known.push(...targets.filter((target) => !known.includes(target)));
    else groups.push([...targets]);
  }
  return groups;
};

/** The same without what targets share; that alone, where there is nothing else. */
const ownGroupsOf = (stages: readonly StageView[]): readonly (readonly string[])[] => {
  const all = groupsOf(stages);
  const own = all.map((group) => group.filter((target) => !isShared(target))).filter((group) => group.length > 0);
  return own.length > 0 ? own : all;
};

/** The targets of some stages by name, without what they share; that alone, where there is nothing else. */
export const ownTargets = (stages: readonly StageView[]): readonly string[] => ids(ownGroupsOf(stages).flat());

/** What must be typed to mean this plan: the name of its one target, or its case and how many. */
export const wordsFor = (caseId: string, stages: readonly StageView[]): string => {
  const [first = '', ...others] = ownTargets(stages);
  return others.length === 0 ? first : `${caseId} ${others.length + 1}`;
};

/** Every target of a plan by name, in its groups: whoever signs for hundreds must be able to see which. */
export const targetsText = (stages: readonly StageView[]): readonly string[] => {
  const groups = ownGroupsOf(stages);
  const own = groups.flat();
  if (own.length <= 1) return [];
  const shared = groupsOf(stages)
    .flat()
    .filter((target) => !own.includes(target));
  return [
    `TARGETS ${own.length}${groups.length > 1 ? `, of ${groups.length} shapes: the most dangerous first, then those of few` : ', all alike'}`,
    ...groups.map((group) => `  ${group.length > 1 ? `${group.length} alike: ` : ''}${ids(group).join(', ')}`),
    ...(shared.length > 0 ? [`  what they share: ${ids(shared).join(', ')}`] : []),
  ];
};
