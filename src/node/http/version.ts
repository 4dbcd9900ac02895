// The version of this package, as servers are told (spec 6.18.5). A test holds it against package.json.

export const version = "0.1.0";
