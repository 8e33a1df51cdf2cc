import { calls, type Call } from '@touchstone/contracts';
import { expect, it } from 'vitest';
import { curlLine } from './curl-line.ts';

it('names the method unless it is GET, and a token where a session is needed', () => {
  expect(curlLine('GET /api/courses', calls['GET /api/courses'])).toBe('curl "$URL/api/courses"');
  expect(curlLine('PUT /api/drafts/:assignmentId', calls['PUT /api/drafts/:assignmentId'])).toBe(
    `curl --request PUT "$URL/api/drafts/$ASSIGNMENT_ID" --header "Authorization: Bearer $TOKEN"` +
      ` --header 'Content-Type: application/json' --data '{"code":"print(1)\\n","revision":0}'`,
  );
});

it('leaves variables of a body to the shell, and quotes the rest of it', () => {
  const call = { ...calls['POST /api/submissions'], example: { one: '$ONE', two: "it's $2" } };
  expect(curlLine('POST /api/submissions', call)).toContain(
    `--data '{"one":"'"$ONE"'","two":"it'\\''s $2"}'`,
  );
});

it('knows an example for each call with a body, which the call would take', () => {
  const withBodies = Object.values<Call>(calls).filter(({ body }) => body !== undefined);
  expect(withBodies.length).toBeGreaterThan(0);
  for (const { body, example, id } of withBodies) {
    const filled: unknown = JSON.parse(
      JSON.stringify(example)
        .replaceAll('"$ASSIGNMENT"', '"sum"')
        .replaceAll('"$USER"', '"7f0c9c55-3f5c-4ac1-8f5e-0c8f7f3f7b11"')
        // What authenticators make is base64url.
        .replaceAll(
          /"\$(?:CREDENTIAL|CLIENT|ATTESTATION|AUTHENTICATOR|SIGNATURE|USER_HANDLE)\w*"/g,
          '"AAAA"',
        ),
    );
    expect(body?.safeParse(filled).success, id).toBe(true);
  }
});
