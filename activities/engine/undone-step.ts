/** A step of a release is named `<release>/<step that it puts back>`: this is the latter. */
export const undoneStep = (step: string): string => step.slice(step.indexOf('/') + 1);
