import type { Incident } from '../incident/incident.js';
import type { Session } from '../session/session.js';
import { runCommand } from './commands/commands.js';
import { fillForm } from './commands/opening.js';
import { createFeed, type Feed, type Wanted } from './data/feed.js';
import { frame, type Frame, type Size } from './frame/frame.js';
import { commandFor, type Command } from './keys.js';
import { allAway, type Health } from '../session/health.js';
import { edit, insert } from './state/field.js';
import { fieldOf, formKey, formRows, pasted, type Offer, type Target } from './state/form.js';
import { reduce, type Happening } from './state/reduce.js';
import { soon } from './soon.js';
import { current, initialState, type Screen, type State } from './state/state.js';

/** What the console can do to the terminal it runs in. */
export type Terminal = {
  readonly leave: (code: number) => void;
  /** Stops this process as `^Z` does anywhere else. */
  readonly suspend: () => void;
  /** Hands the terminal to somebody else while `work` is under way. */
  readonly lend: <T>(work: () => Promise<T>) => Promise<T>;
  readonly copy: (text: string) => void;
};

/** What the caller brings. */
export type ControllerOptions = {
  readonly targets: readonly Target[];
  readonly health: () => Promise<Health>;
  readonly firstRun: boolean;
  /** What happened in the sandbox; asked every few seconds, for it may happen while the console is open. */
  readonly incident?: () => Promise<Incident | null>;
};

const healthEvery = 5_000;

/** The console without its terminal: state, data and what keys do. Everything it shows comes from `frame`. */
export class Controller {
  readonly session: Session;
  readonly feed: Feed;
  #state: State;
  #offer: Offer;
  #health: Health | null = null;
  #incident: Incident | null = null;
  /** Nobody knows yet whether there is something to guide through: nothing else is advised meanwhile. */
  #isUnasked: boolean;
  #now = Date.now();
  #version = 0;
  #size: Size = { columns: 80, rows: 24 };
  #frame: { readonly version: number; readonly size: Size; readonly frame: Frame } | null = null;
  #terminal: Terminal | null = null;
  /** What waits while the next screen is read; null when nothing is. */
  #later: (() => void)[] | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #options: ControllerOptions;

  constructor(session: Session, options: ControllerOptions) {
    this.session = session;
    this.#options = options;
    this.#isUnasked = options.incident !== undefined && session.config.mode === 'sandbox';
    this.#offer = { playbooks: [], targets: options.targets };
    this.#state = initialState(session.operator);
    this.feed = createFeed(session.reading, () => this.#changed());
  }

  get state(): State {
    return this.#state;
  }

  /** The terminal, once the console is drawn on one. */
  get terminal(): Terminal | null {
    return this.#terminal;
  }

  /** Tells the console which terminal it is drawn on. */
  attach(terminal: Terminal): void {
    this.#terminal = terminal;
  }

  get offer(): Offer {
    return this.#offer;
  }

  get incident(): Incident | null {
    return this.#incident;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Grows with everything that may look different. */
  readonly version = (): number => this.#version;

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }

  /** Starts following the ledger and the clock; resolves when there is something to show. */
  async start(): Promise<void> {
    const first = this.feed.start();
    this.#timers.push(
      setInterval(() => {
        this.#now = Date.now();
        this.#changed();
      }, 1_000),
      setInterval(() => void this.#ask(), healthEvery),
    );
    void this.#ask();
    // Playbooks bring Temporal's library along: nobody should wait for that to see the first screen.
    setTimeout(() => void this.#readPlaybooks(), 0);
    await soon(first);
  }

  stop(): void {
    this.feed.stop();
    for (const timer of this.#timers) clearInterval(timer);
  }

  async #readPlaybooks(): Promise<void> {
    const { playbooks } = await import('../../workflows/playbooks/registry.js');
    this.#offer = { ...this.#offer, playbooks };
    this.#learnt();
  }

  async #ask(): Promise<void> {
    await Promise.all([this.#askHealth(), this.#askIncident()]);
  }

  async #askIncident(): Promise<void> {
    if (this.session.config.mode !== 'sandbox') return;
    // Where nobody answers now, what was known still holds.
    const incident = (await this.#options.incident?.().catch(() => this.#incident)) ?? null;
    if (incident === this.#incident && !this.#isUnasked) return;
    this.#isUnasked = false;
    this.#incident = incident;
    this.#learnt();
  }

  /** What the form can be filled in with is known now; whoever was quicker than that has it open already. */
  #learnt(): void {
    if (current(this.#state).screen.name === 'new') fillForm(this);
    this.#changed();
  }

  async #askHealth(): Promise<void> {
    const health = await this.#options.health().catch(() => allAway);
    if (JSON.stringify(health) === JSON.stringify(this.#health)) return;
    this.#health = health;
    this.#changed();
  }

  /**
   * Takes note of something that happened. What another screen shows is read before it is shown, so that none is drawn
   * empty first; keys and happenings that come meanwhile are taken after it.
   */
  happen(happening: Happening): void {
    if (this.#later) return void this.#later.push(() => this.happen(happening));
    const next = reduce(this.#state, happening);
    const { screen } = current(next);
    const reading = screen === current(this.#state).screen ? null : this.feed.read(about(screen));
    if (reading) void this.#afterReading(reading, happening);
    else this.#become(next);
  }

  async #afterReading(reading: Promise<void>, happening: Happening): Promise<void> {
    const later: (() => void)[] = (this.#later = []);
    // What could not be read is said where it would stand, and why in the header.
    const read = reading
      .catch(() => undefined)
      .then(() => {
        if (this.#later !== later) this.#changed();
      });
    await soon(read);
    this.#later = null;
    this.#become(reduce(this.#state, happening));
    for (const take of later) take();
  }

  #become(next: State): void {
    if (next === this.#state) return;
    this.#state = next;
    this.#changed();
  }

  /** The frame for a terminal of that size; the same object while nothing changed. */
  frame(size: Size = this.#size): Frame {
    this.#size = size;
    const known = this.#frame;
    if (known?.version === this.#version && known.size.columns === size.columns && known.size.rows === size.rows)
      return known.frame;
    const state = this.#state;
    const { config } = this.session;
    const painted = frame(
      {
        feed: this.feed,
        state: this.#options.firstRun && !this.#isUnasked ? state : { ...state, learned: everything },
        shown: current(state),
        config,
        me: config.operators.find(({ name }) => name === state.operator),
        offer: this.#offer,
        health: this.#health,
        incident: this.#incident,
        now: this.#now,
      },
      size,
    );
    this.#frame = { version: this.#version, size, frame: painted };
    return painted;
  }

  /** A key was pressed. */
  key(name: string): void {
    if (this.#later) return void this.#later.push(() => this.key(name));
    const { place, facts } = this.frame();
    const command = commandFor(name, place, facts);
    // In a text, an arrow moves inside it.
    if (command === 'change') return this.fill(name);
    if (command !== null) {
      runCommand(this, command);
      this.happen({ type: 'learned', command });
      return;
    }
    if (place === 'filling') return this.fill(name);
    const { typing } = this.#state;
    if (!typing) return;
    const edited = edit(typing.field, name);
    if (edited) this.happen({ type: 'edit', field: edited });
  }

  /** A text was pasted. Outside of a field it is nothing: a paste must never press keys. */
  paste(text: string): void {
    if (this.#later) return void this.#later.push(() => this.paste(text));
    const { typing, form } = this.#state;
    if (typing) this.happen({ type: 'edit', field: insert(typing.field, text) });
    else if (form && current(this.#state).screen.name === 'new')
      this.happen({ type: 'form', form: pasted(form, formRows(form, this.#offer), text) });
  }

  /** Changes the row of the form that has the keyboard. */
  fill(key: string): void {
    const { form } = this.#state;
    if (!form) return;
    const rows = formRows(form, this.#offer);
    if (fieldOf(form, rows) !== null || form.row !== 'go')
      this.happen({ type: 'form', form: formKey(form, this.#offer, rows, key) });
  }
}

const about = (screen: Screen): Wanted =>
  'run' in screen ? { run: screen.run } : 'case' in screen ? { case: screen.case } : {};

const everything: ReadonlySet<Command> = { has: () => true } as unknown as ReadonlySet<Command>;
