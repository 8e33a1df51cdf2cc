export interface Student {
  readonly name: string;
  readonly mail: string;
  readonly group: string;
  readonly number: number;
}

const names: readonly string[] = [
  ...['Amara Okafor', 'Aino Korhonen', 'Mateo Álvarez', 'Yuki Tanaka', 'Zoë de Vries'],
  ...['Priya Raman', 'Jakub Nowak', 'Fatima Zahra Benali', 'Liam O’Connor', 'Chiara Ricci'],
  ...['Mehmet Yılmaz', 'Sofia Lindqvist', 'Nguyễn Minh Anh', 'Tomás Ferreira', 'Eszter Kovács'],
  ...['Omar Haddad', 'Ingrid Solberg', 'Wei Zhang', 'Lucía Morales', 'Dmytro Shevchenko'],
  ...['Hannah Weiß', 'Kwame Mensah', 'Elif Demir', 'Noah Martin', 'Anjali Deshmukh'],
  ...['Søren Madsen', 'Katarzyna Wójcik', 'Diego Fuentes', 'Leila Hosseini', 'Oliver Bennett'],
];
const groups = ['Monday', 'Tuesday', 'Thursday'];

const letters = (name: string): string =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll('ı', 'i')
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll(/[^a-z ]/g, '')
    .replaceAll(' ', '.');

export const students: readonly Student[] = names.map((name, index) => ({
  name,
  mail: `${letters(name)}@school.example`,
  group: groups[index % groups.length] ?? '',
  number: 27_101 + index,
}));

/** Finds a student by a part of the name. */
export function studentOf(part: string): Student {
  const found = students.find(({ name }) => name.includes(part));
  if (found === undefined) throw new Error(`There is no student ${part}`);
  return found;
}

export const roster = [
  'name,mail,group,id',
  ...students.map(({ name, mail, group, number }) => [name, mail, group, number].join(',')),
].join('\n');

/** The roster with an address that somebody mistyped. */
export const mistypedRoster = roster.replace('wei.zhang@school.example', 'wei.zhang at school');
