import { resourceOf } from '../../workflows/contract/names.js';
import { type Breakage, type PlanDocument, type StagePlan, type TrackPlan } from '../../workflows/contract/plan.js';
import type { ShapeView } from '../../workflows/contract/views.js';
import { canonical } from '../canonical.js';

/** Targets of a plan, in groups: those of one group differ in nothing but the names of things. */
export type Shapes = readonly (readonly string[])[];

// Ids of AWS (i-…, eni-…), the marks that we give to what we make, and IPv4 addresses.
const names = /\b(?:[a-z]+-[0-9a-f]{8,17}|x[0-9a-f]{23,}|\d{1,3}(?:\.\d{1,3}){3})\b/g;

/** How bad a breakage is. */
const weights = { danger: 2, warning: 1, info: 0 } as const;

const shown = ({ steps, stillChanged }: TrackPlan) => ({
  steps: steps.map(({ signed: { target: _target, input: _input, step: _step, ...signed }, observed }) => {
    const { differences, blastRadius, notCut, notApplicable } = observed;
    return { signed, differences, blastRadius, notCut, notApplicable };
  }),
  stillChanged: stillChanged ?? [],
});

// Names are numbered as they come, so that what is shared and what is apart stays told apart.
const shapeOf = (tracks: readonly TrackPlan[]): string => {
  const known = new Map<string, number>();
  const number = (name: string): string => {
    known.set(name, known.get(name) ?? known.size);
    return `#${known.get(name)}`;
  };
  const own = tracks[0] ? resourceOf(tracks[0].target) : '';
  const text = canonical(tracks.map(shown));
  return (own === '' ? text : text.replaceAll(own, 'itself')).replaceAll(names, number);
};

const breakagesOf = ({ steps, stillChanged = [] }: TrackPlan): readonly Breakage[] => [
  ...steps.flatMap(({ observed }) => observed.blastRadius),
  ...stillChanged,
];

/** The worst that it breaks, and how much of it cannot be put back. */
const badness = (tracks: readonly TrackPlan[]): { readonly worst: number; readonly forGood: number } => ({
  worst: Math.max(0, ...tracks.flatMap(breakagesOf).map(({ severity }) => weights[severity])),
  forGood: tracks.flatMap(({ steps }) => steps).filter(({ signed }) => !signed.reversible).length,
});

/** The shapes of a plan: what breaks most first, then what cannot be put back, then what few targets have. */
export const shapesOf = (document: PlanDocument): Shapes => {
  const tracks = Map.groupBy(
    document.stages.flatMap((stage) => stage.tracks),
    ({ target }) => target,
  );
  const groups = [...Map.groupBy(tracks.values(), shapeOf).values()];
  return groups
    .map((group) => ({ ...badness(group[0] ?? []), targets: group.flatMap((ofOne) => ofOne[0]?.target ?? []) }))
    .toSorted(
      (one, other) =>
        other.worst - one.worst || other.forGood - one.forGood || one.targets.length - other.targets.length,
    )
    .map(({ targets }) => targets);
};

/** What a stage does to each shape, as it is for the first target of it. */
export const shapeViews = (stage: StagePlan, shapes: Shapes): readonly ShapeView[] =>
  shapes.flatMap((all): readonly ShapeView[] => {
    const ofShape = stage.tracks.filter(({ target }) => all.includes(target));
    const [first] = ofShape;
    if (!first) return [];
    const steps = first.steps;
    return [
      {
        targets: ofShape.map(({ target }) => target),
        summary: steps.map(({ observed }) => observed.summary).join('; '),
        calls: steps.flatMap(({ signed }) => signed.calls),
        differences: steps.flatMap(({ observed }) => observed.differences),
        blastRadius: breakagesOf(first),
        notCut: [...new Set(steps.flatMap(({ observed }) => observed.notCut))],
        notApplicable: [...new Set(steps.flatMap(({ observed }) => observed.notApplicable))],
      },
    ];
  });
