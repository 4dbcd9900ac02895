// What is said about the codes path/….

export const pathEntries = {};
