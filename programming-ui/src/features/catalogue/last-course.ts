/** Where this browser saves the slug of the course that was last open. */
export const lastCourseKey = 'touchstone:last-course';
