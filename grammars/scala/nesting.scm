[(block) (indented_block) (template_body) (case_block) (indented_cases) (enum_body)] @nesting
