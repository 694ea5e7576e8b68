using System.Text;

namespace Pipelines.Runtime.Terminal;

/// <summary>Text as it comes, each line a little to the right; line ends wait for what follows them, so none trail.</summary>
/// <param name="write">takes the text</param>
internal sealed class IndentedText(Action<string> write)
{
    private const string Indent = "   ";

    private bool began;
    private int ends;

    /// <summary>Takes a piece of text.</summary>
    public void Write(string text)
    {
        var piece = new StringBuilder();
        foreach (var character in text)
        {
            if (character == '\n')
            {
                ends++;
                continue;
            }
            piece.Append('\n', ends);
            if (ends > 0 || !began) piece.Append(Indent);
            piece.Append(character);
            (began, ends) = (true, 0);
        }
        if (piece.Length > 0) write(piece.ToString());
    }

    /// <summary>Ends the last line.</summary>
    public void End() => write("\n");
}
