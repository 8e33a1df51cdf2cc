import type { Extension, Grid } from '@touchstone/contracts';
import { ProblemError } from '../../api/problem.ts';
import { classMessages } from '../../class-messages.ts';

type Student = Pick<Grid['students'][number], 'uuid' | 'name' | 'studentNumber'>;

/** What a student is called; by the end of the uuid, whose beginning many share, if nothing else is known. */
export const nameOf = ({ uuid, name, studentNumber }: Student): string =>
  name ?? studentNumber ?? classMessages.unnamed(uuid.slice(-6));

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** In the reader's time zone. */
export const shownMoment = (iso: string): string => moment.format(new Date(iso));

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });

/** The day of a moment in the reader's time zone. */
export const shownDay = (iso: string): string => day.format(new Date(iso));

/** The dates that an extension changes. */
export const changedDates = (extension: Extension): string =>
  (['opens', 'due', 'closes'] as const)
    .flatMap((key) => {
      const at = extension[key];
      return at === null ? [] : [classMessages.otherDates[key](shownMoment(at))];
    })
    .join(', ');

/** Why a change failed. */
export const faultOf = (error: unknown): string =>
  error instanceof ProblemError ? classMessages.failed(error.message) : classMessages.away;
