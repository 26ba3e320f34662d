[(import_statement) (using_statement) (export_statement)] @import
