import { Text } from 'ink';
import { memo, type ReactElement } from 'react';

/** One row of the screen, already painted. A row that says the same as before is not drawn again. */
export const Row = memo(({ text }: { readonly text: string }): ReactElement => (
  <Text wrap="truncate">{text === '' ? ' ' : text}</Text>
));
Row.displayName = 'Row';
