// What is said about the codes plan/….

export const planEntries = {};
