(variable_declaration (builtin_function (builtin_identifier) @called) (#eq? @called "@import")) @import
