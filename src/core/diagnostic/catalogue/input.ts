// What is said about the codes input/….

export const inputEntries = {};
