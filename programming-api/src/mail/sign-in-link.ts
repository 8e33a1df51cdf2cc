/**
 * The address that signs in. Browsers send nothing after `#`, so the token is in no server's log; the page
 * takes it from there, and only its button uses it up.
 */
export const signInLink = (origin: string, token: string): string => `${origin}/sign-in#${token}`;
