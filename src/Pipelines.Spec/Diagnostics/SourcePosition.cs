namespace Pipelines.Spec;

/// <summary>A stretch of a file. Lines and columns count from 1, in UTF-16 units; the end is the first column after it.</summary>
/// <param name="Path">the file, or the override (<c>--set models.docs-lm.dim=190</c>), whose line is then 0</param>
/// <param name="Line">first line</param>
/// <param name="Column">first column</param>
/// <param name="EndLine">last line</param>
/// <param name="EndColumn">the column after the last character</param>
/// <param name="Start">offset of the first character in the text</param>
/// <param name="Length">number of characters</param>
public sealed record SourcePosition(string Path, int Line, int Column, int EndLine, int EndColumn, int Start, int Length)
{
    /// <summary>The first character of a file: where what concerns the file as a whole is reported.</summary>
    public static SourcePosition StartOf(string path) => new(path, 1, 1, 1, 1, 0, 0);

    /// <summary>A place without lines: a command-line override.</summary>
    public static SourcePosition Outside(string what) => new(what, 0, 0, 0, 0, 0, 0);

    /// <summary><c>quickstart.pipeline.yaml(13,5)</c>, as compilers print it; the path alone where there are no lines.</summary>
    public override string ToString() => Line == 0 ? Path : $"{Path}({Line},{Column})";
}
