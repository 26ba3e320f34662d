(function_item name: (identifier) @name (#eq? @name "main")) @main
