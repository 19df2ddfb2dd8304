import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildIdIn, evaluated, installed, nodeIn } from './fixtures/installed.js';

/** What a worker of that code is created with. */
const workflowsOf = (folder: string): unknown =>
  JSON.parse(
    evaluated(
      folder,
      `import { shippedWorkflows } from './dist/worker/workflow-code.js';
       process.stdout.write(JSON.stringify(shippedWorkflows('${buildIdIn(folder)}')));`,
    ),
  );

describe('the workflows of a worker', () => {
  it('are those that the build has bundled, and bundled by the worker where the code is another one by now', () => {
    const folder = installed();
    const bundles = join(folder, 'dist', 'bundles');
    const own = { workflowsPath: join(folder, 'dist', 'workflows', 'index.js') };
    expect(workflowsOf(folder)).toEqual(own);

    nodeIn(folder, join('dist', 'worker', 'bundle-workflows.js'));
    const codePath = join(bundles, `${buildIdIn(folder)}.js`);
    expect(workflowsOf(folder)).toEqual({ workflowBundle: { codePath } });
    expect(readFileSync(codePath, 'utf8')).toContain('contain-instance');

    appendFileSync(join(folder, 'dist', 'workflows', 'playbooks', 'registry.js'), '\n');
    expect(workflowsOf(folder)).toEqual(own);

    // Built again: what is not run any more is not kept.
    nodeIn(folder, join('dist', 'worker', 'bundle-workflows.js'));
    expect(readdirSync(bundles)).toEqual([`${buildIdIn(folder)}.js`]);
  });
});
