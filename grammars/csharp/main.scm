(method_declaration name: (identifier) @name (#eq? @name "Main")) @main
