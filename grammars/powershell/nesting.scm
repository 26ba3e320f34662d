[(function_statement) (script_block_expression) (statement_block) (switch_body) (class_statement)] @nesting
