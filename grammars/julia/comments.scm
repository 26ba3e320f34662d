[(line_comment) (block_comment)] @comment
; Documentation strings
((string_literal) @comment . [(function_definition) (struct_definition) (macro_definition) (module_definition)])
