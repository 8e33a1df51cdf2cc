import { describe, expect, it } from 'vitest';
import { publicUrlSchema } from './public-url.ts';

describe('a public URL', () => {
  it.each([
    ['https://courses.example.org', 'https://courses.example.org'],
    ['https://courses.example.org/', 'https://courses.example.org'],
    ['HTTPS://Courses.Example.org:443', 'https://courses.example.org'],
    ['http://courses.example.org:80', 'http://courses.example.org'],
    ['https://courses.example.org:8443', 'https://courses.example.org:8443'],
    ['http://localhost:7800', 'http://localhost:7800'],
    ['http://192.0.2.7', 'http://192.0.2.7'],
    ['https://[2001:DB8::1]:8443/', 'https://[2001:db8::1]:8443'],
    ['https://kurse.mün.example', 'https://kurse.xn--mn-xka.example'],
    ['https://courses_1', 'https://courses_1'],
  ])('%s is the origin %s', (written, origin) => {
    expect(publicUrlSchema.parse(written)).toBe(origin);
  });

  it.each([
    ['', 'must start with https://'],
    ['courses.example.org', 'must start with https://'],
    ['ftp://courses.example.org', 'must start with https://'],
    ['javascript:alert(1)', 'must start with https://'],
    ['https:courses.example.org', 'must start with https://'],
    [' https://courses.example.org', 'must start with https://'],
    ['https://courses.example.org/python', 'must not have a path'],
    ['https://courses.example.org//', 'must not have a path'],
    ['https://courses.example.org/.', 'must not have a path'],
    ['https://courses.example.org\\python', 'must not have a path'],
    ['https://courses.example.org/?a=1', 'must not have a query'],
    ['https://courses.example.org?', 'must not have a query'],
    ['https://courses.example.org/#', 'must not have a fragment'],
    ['https://courses.example.org#a?b', 'must not have a fragment'],
    ['https://ada@courses.example.org', 'must not have a user name or password'],
    ['https://ada:secret@courses.example.org/x', 'must not have a user name or password'],
    ['https://@courses.example.org', 'must not have a user name or password'],
    ['https://', 'must have a host'],
    ['https:///courses.example.org', 'must not have a path'],
    ['https://:8443', 'must have a host'],
    ['https://courses.example.org:0', 'must have a host'],
    ['https://courses.example.org:99999', 'must have a host'],
    ['https://courses.example.org:port', 'must have a host'],
    ['https://*.example.org', 'must have a host'],
    ['https://courses example.org', 'must have a host'],
    ['https://courses..example.org', 'must have a host'],
    ['https://courses.example.org, https://b.example', 'must not have a path'],
  ])('%j is not one', (written, fault) => {
    const { error } = publicUrlSchema.safeParse(written);
    expect(error?.issues.map(({ message }) => message).join()).toContain(fault);
    expect(error?.message).not.toContain('secret');
  });
});
