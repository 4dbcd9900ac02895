// What is said about the codes expression/….

export const expressionEntries = {};
