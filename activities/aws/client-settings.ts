/**
 * What all AWS clients have in common. Whoever calls owns the retrying (the SDK's would multiply with it), and an answer
 * must come within one attempt of an activity.
 */
export const clientSettings = (region: string) => ({
  region,
  maxAttempts: 1,
  // Without `throwOnRequestTimeout` the SDK only logs that a call has not been answered.
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
});
