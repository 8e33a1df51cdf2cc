import { StoreFullError, type Messaging } from './port.ts';

/**
 * Why the store accepts no writes, in a sentence for its operator; null when it accepts them. Rejects
 * when it does not answer.
 */
export async function readStoreRefusal(messaging: Pick<Messaging, 'ping'>): Promise<string | null> {
  try {
    await messaging.ping();
    return null;
  } catch (error) {
    if (error instanceof StoreFullError) return error.message;
    throw error;
  }
}
