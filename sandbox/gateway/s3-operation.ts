const VERBS: Readonly<Record<string, string>> = {
  GET: 'Get',
  HEAD: 'Head',
  PUT: 'Put',
  POST: 'Post',
  DELETE: 'Delete',
};

/** The name CloudTrail gives to a path-style S3 request, near enough to count and to match faults by. */
export function s3Operation(method: string, target: string): string {
  const [path = '/', search = ''] = target.split('?');
  const query = new URLSearchParams(search);
  // The SDK says the operation's name where S3 allows a neutral parameter.
  const told = query.get('x-id');
  if (told !== null && /^[A-Za-z0-9]+$/.test(told)) return told;
  const [bucket, ...key] = path.slice(1).split('/');
  if (bucket === undefined || bucket === '') return 'ListBuckets';
  const level = key.join('/') === '' ? 'Bucket' : 'Object';
  const subresource = [...query].find(([, value]) => value === '')?.[0];
  if (subresource !== undefined) return `${VERBS[method] ?? method}${level}${pascal(subresource)}`;
  if (level === 'Bucket' && method === 'PUT') return 'CreateBucket';
  if (level === 'Bucket' && method === 'GET') return query.has('list-type') ? 'ListObjectsV2' : 'ListObjects';
  return `${VERBS[method] ?? method}${level}`;
}

function pascal(name: string): string {
  return name.replace(/(^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_match, _separator, letter: string) => letter.toUpperCase());
}
