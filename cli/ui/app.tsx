import { Box, useInput, usePaste, useWindowSize } from 'ink';
import { useSyncExternalStore, type ReactElement } from 'react';
import type { Controller } from './controller.js';
import { readKeys } from './read-keys.js';
import { Row } from './row.js';
import { painter, wantsColour } from './tones.js';

const paint = painter(wantsColour(process.env));

/** The console on a terminal: draws the controller's frame, and hands it the keys. */
export const App = ({ controller }: { readonly controller: Controller }): ReactElement => {
  const size = useWindowSize();
  useSyncExternalStore(controller.subscribe, controller.version);
  useInput((input, key) => {
    for (const name of readKeys(input, key)) controller.key(name);
  });
  usePaste((text) => controller.paste(text));
  const { lines } = controller.frame(size);
  return (
    <Box flexDirection="column" width={size.columns}>
      {lines.map((line, at) => (
        <Row key={at} text={paint(line)} />
      ))}
    </Box>
  );
};
