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
    ['', 'must begin with https://'],
    ['courses.example.org', 'must begin with https://'],
    ['ftp://courses.example.org', 'must begin with https://'],
    ['javascript:alert(1)', 'must begin with https://'],
    ['https:courses.example.org', 'must begin with https://'],
    [' https://courses.example.org', 'must begin with https://'],
    ['https://courses.example.org/python', 'no path'],
    ['https://courses.example.org//', 'no path'],
    ['https://courses.example.org/.', 'no path'],
    ['https://courses.example.org\\python', 'no path'],
    ['https://courses.example.org/?a=1', 'no query'],
    ['https://courses.example.org?', 'no query'],
    ['https://courses.example.org/#', 'no fragment'],
    ['https://courses.example.org#a?b', 'no fragment'],
    ['https://ada@courses.example.org', 'no name and no password'],
    ['https://ada:secret@courses.example.org/x', 'no name and no password'],
    ['https://@courses.example.org', 'no name and no password'],
    ['https://', 'must name a host'],
    ['https:///courses.example.org', 'no path'],
    ['https://:8443', 'must name a host'],
    ['https://courses.example.org:0', 'must name a host'],
    ['https://courses.example.org:99999', 'must name a host'],
    ['https://courses.example.org:port', 'must name a host'],
    ['https://*.example.org', 'must name a host'],
    ['https://courses example.org', 'must name a host'],
    ['https://courses..example.org', 'must name a host'],
    ['https://courses.example.org, https://b.example', 'no path'],
  ])('%j is none', (written, fault) => {
    const { error } = publicUrlSchema.safeParse(written);
    expect(error?.issues.map(({ message }) => message).join()).toContain(fault);
    expect(error?.message).not.toContain('secret');
  });
});
