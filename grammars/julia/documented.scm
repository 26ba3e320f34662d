[(function_definition) (macro_definition)] @definition
((string_literal) . [(function_definition) (macro_definition)] @definition.documented)
