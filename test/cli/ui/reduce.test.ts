import { describe, expect, test } from '@jest/globals';
import { edit, field, insert } from '../../../cli/ui/state/field.js';
import { emptyForm, formKey, formRows, launchOf, moved, type Form } from '../../../cli/ui/state/form.js';
import { reduce, type Happening } from '../../../cli/ui/state/reduce.js';
import { current, initialState, type State } from '../../../cli/ui/state/state.js';
import { playbooks } from '../../../workflows/playbooks/registry.js';

const after = (...happenings: readonly Happening[]): State => happenings.reduce(reduce, initialState('responder'));

describe('the screens', () => {
  test('are a stack: back returns to the one before, as it was left', () => {
    const state = after(
      { type: 'select', id: 'run-2', top: 0 },
      { type: 'go', screen: { name: 'run', run: 'run-2' } },
      { type: 'scroll', to: 3 },
      { type: 'back' },
    );
    expect(state.stack).toHaveLength(1);
    expect(current(state)).toMatchObject({ screen: { name: 'runs' }, selected: 'run-2' });
  });

  test('never run out: back on the first one clears the filter, then stays', () => {
    const filtered = after(
      { type: 'type', typing: { kind: 'filter', field: field() } },
      { type: 'edit', field: field('web') },
    );
    const kept = reduce(filtered, { type: 'keep' });
    expect(current(kept).filter).toBe('web');
    const cleared = reduce(kept, { type: 'back' });
    expect(current(cleared).filter).toBe('');
    expect(reduce(cleared, { type: 'back' }).stack).toHaveLength(1);
  });

  test('are not opened twice in a row', () => {
    const open: Happening = { type: 'go', screen: { name: 'help' } };
    expect(after(open, open).stack).toHaveLength(2);
  });
});

describe('a filter', () => {
  test('works while it is typed, and esc shows everything again', () => {
    const typing = after(
      { type: 'select', id: 'run-9', top: 0 },
      { type: 'type', typing: { kind: 'filter', field: field() } },
      { type: 'edit', field: field('p1') },
    );
    expect(current(typing)).toMatchObject({ filter: 'p1', selected: null });
    const stopped = reduce(typing, { type: 'stop' });
    expect(current(stopped).filter).toBe('');
    expect(stopped.typing).toBeNull();
  });
});

describe('an action', () => {
  test('is shown while it is under way, and its end replaces it', () => {
    const busy = after({ type: 'busy', text: 'approving' });
    expect(busy.busy).toBe('approving');
    const over = reduce(busy, { type: 'told', message: { tone: 'bad', text: 'refused', hint: 'why' } });
    expect([over.busy, over.message?.text]).toEqual([null, 'refused']);
  });

  test('keeps running in view when something else is said meanwhile', () => {
    const state = after(
      { type: 'busy', text: 'approving' },
      { type: 'said', message: { tone: 'plain', text: 'wait', hint: '' } },
    );
    expect([state.busy, state.message?.text]).toEqual(['approving', 'wait']);
  });
});

describe('a line of text', () => {
  test('is edited where the cursor is', () => {
    const typed = ['h', 'i', 'left', 'x', 'end', 'space', 'ctrl+w'].reduce(
      (one, key) => edit(one, key) ?? one,
      field(),
    );
    expect(typed).toEqual({ text: '', at: 0 });
    expect(edit({ text: 'hi', at: 1 }, 'x')).toEqual({ text: 'hxi', at: 2 });
    expect(edit(field('é👍'), 'backspace')).toEqual({ text: 'é', at: 1 });
    expect(edit(field('a'), 'up')).toBeNull();
  });

  test('takes a paste without its line breaks and control characters', () => {
    expect(insert(field('why: '), 'one\ntwo\u001b[2J\u202e').text).toBe('why: one two');
  });
});

describe('the form for a new run', () => {
  const offer = { playbooks, targets: [{ kind: 'instance', id: 'i-0abc1234', name: 'web-1', platform: 'linux' }] };
  const press = (form: Form, ...keys: readonly string[]): Form =>
    keys.reduce((one, key) => formKey(one, offer, formRows(one, offer), key), form);

  test('says what is missing, and where', () => {
    expect(launchOf(emptyForm, offer)).toMatchObject({ row: 'input:instanceId' });
    expect(launchOf({ ...emptyForm, chosen: ['i-0abc1234'] }, offer)).toMatchObject({ row: 'title' });
    expect(launchOf(emptyForm, { ...offer, playbooks: [] })).toMatchObject({ row: 'playbook' });
  });

  test('becomes a request: marked targets and typed ids together', () => {
    const marked = press({ ...emptyForm, row: 'target:i-0abc1234' }, 'space');
    const typed = press({ ...marked, row: 'input:instanceId' }, ...'i-0def5678');
    const urgent = press({ ...typed, row: 'severity' }, 'left');
    const titled = press({ ...urgent, row: 'title' }, ...'beacon');
    expect(launchOf(press({ ...titled, row: 'reason' }, ...'seen'), offer)).toEqual({
      playbook: 'contain-instance',
      input: { instanceId: 'i-0abc1234,i-0def5678', untrack: 'no', keepProfile: 'no' },
      severity: 'P1',
      title: 'beacon',
      reason: 'seen',
    });
  });

  test('stops at its ends', () => {
    const rows = formRows(emptyForm, offer);
    expect(moved(emptyForm, rows, -1).row).toBe('playbook');
    expect(moved({ ...emptyForm, row: 'go' }, rows, 1).row).toBe('go');
  });
});
