/** The sandbox's account; moto's launcher knows it too. */
export const SANDBOX_ACCOUNT = '111122223333';

/** The Region in which the sandbox is seeded. */
export const SANDBOX_REGION = 'eu-west-1';
