import type { Health } from '../../session/health.js';
import type { View } from '../screens/screen.js';
import { ends, lineWidth, span, type Line, type Span } from '../text/line.js';

const parts = ['temporal', 'worker', 'aws'] as const;

const healthFull = (health: Health | null): readonly Span[] =>
  parts.map((part) =>
    health === null
      ? span(`  ${part} ·`, 'dim')
      : health[part]
        ? span(`  ${part} ✓`, 'good')
        : span(`  ${part} ✗ away`, 'bad'),
  );

const healthShort = (health: Health | null): readonly Span[] => {
  const away = health === null ? [] : parts.filter((part) => !health[part]);
  if (health === null) return [];
  return away.length === 0 ? [span('  healthy ✓', 'good')] : [span(`  ✗ ${away.join(', ')} away`, 'bad')];
};

/** Where am I, who am I, is everything healthy. What matters least is left out when it does not fit. */
export const header = ({ config, me, health, feed, width }: View, title: readonly string[]): Line => {
  const { version, problem } = feed.snapshot();
  const left: Line =
    title.length === 0
      ? [span(' firebreak', 'title'), span(`  ${config.mode} · ${config.aws.region}`)]
      : title.flatMap((part, index) => [
          span(index === 0 ? ' ' : ' › ', 'dim'),
          span(part, index === title.length - 1 ? 'strong' : 'plain'),
        ]);
  const you: Line = [span('you: '), span(me?.name ?? 'nobody', 'strong')];
  const stuck = problem === null && health?.ledger === false;
  const ledger =
    problem === null && !stuck
      ? span(`  ledger ${Math.max(0, version)}`, 'dim')
      : span(stuck ? '  ✗ ledger takes nothing' : '  ✗ ledger away', 'bad');
  const away = problem === null && !stuck ? [] : [ledger];
  const variants: readonly Line[] = [
    [...you, span(' (ssh)', 'dim'), ledger, ...healthFull(health)],
    [...you, ...away, ...healthFull(health)],
    [...you, ...away, ...healthShort(health)],
    [...you, ...away],
    you,
  ];
  const room = width - lineWidth(left) - 4;
  const right = variants.find((variant) => lineWidth(variant) <= room) ?? you;
  return ends(left, [...right, span(' ')], width);
};
