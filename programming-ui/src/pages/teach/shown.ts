import type { Grid } from '@touchstone/contracts';
import { ProblemError } from '../../api/problem.ts';
import { classMessages } from '../../class-messages.ts';

type Student = Pick<Grid['students'][number], 'uuid' | 'name' | 'studentNumber'>;

/** What a student is called; by the end of the uuid, whose beginning many share, if nothing else is known. */
export const nameOf = ({ uuid, name, studentNumber }: Student): string =>
  name ?? studentNumber ?? classMessages.unnamed(uuid.slice(-6));

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** In the reader's time zone. */
export const shownMoment = (iso: string): string => moment.format(new Date(iso));

/** Why a change failed. */
export const faultOf = (error: unknown): string =>
  error instanceof ProblemError ? classMessages.failed(error.message) : classMessages.away;
