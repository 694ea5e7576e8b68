using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>
/// Translates a class of characters: nested ones become part of it, and <c>&amp;&amp;[^…]</c> is what .NET writes as a subtraction.
/// </summary>
/// <param name="source">the expression, behind the class's opening bracket</param>
/// <param name="ignoresCase">whether case does not count</param>
internal sealed class ClassReader(PatternCursor source, bool ignoresCase)
{
    private readonly StringBuilder members = new();
    private readonly HashSet<char> folded = [];
    private string without = "";

    /// <summary>The character before, and whether a range that begins with it is open.</summary>
    private (char Character, bool IsRange) last;

    /// <summary>The class, with its brackets.</summary>
    /// <exception cref="TokenizerFormatException">it is made in a way that has no counterpart</exception>
    public string Read()
    {
        var isNegated = source.Take("^");
        ReadMembers();
        if (without == "") return isNegated ? $"[^{members}]" : $"[{members}]";
        return isNegated ? throw source.Unsupported("'&&' in a class of other characters") : $"[{members}-[{without}]]";
    }

    private void ReadMembers()
    {
        if (source.Take("]")) members.Append("\\]");
        while (!source.Take("]"))
        {
            if (source.Take("&&")) ReadIntersection();
            else if (source.Take("[:")) ReadPosix();
            else if (source.Take("[")) ReadNested();
            else if (source.Take("\\")) ReadEscape();
            else ReadCharacter(source.TakeCharacter());
        }

        foreach (var character in folded) members.Append(UnicodeSets.Character(character));
    }

    private void ReadCharacter(char character)
    {
        if (character == '-')
        {
            members.Append('-');
            last.IsRange = true;
            return;
        }

        members.Append(UnicodeSets.Character(character));
        if (ignoresCase) folded.UnionWith(CaseFolds.Of(last.IsRange ? last.Character : character, character));
        last = (character, false);
    }

    private void ReadEscape()
    {
        var escaped = Escapes.InClass(source, out var isNegated);
        if (!isNegated) members.Append(escaped);
        else if (escaped.StartsWith("\\p", StringComparison.Ordinal) && escaped.IndexOf('}') == escaped.Length - 1)
            members.Append("\\P").Append(escaped.AsSpan(2));
        else if (escaped == "\\s") members.Append("\\S");
        else throw source.Unsupported("a negated set within a class");
    }

    private void ReadPosix()
    {
        if (source.Peek == '^') throw source.Unsupported("a negated set within a class");
        var name = source.TakeUntil(':');
        members.Append(UnicodeSets.Property(name) ?? throw source.Unsupported($"[:{name}:]"));
        if (!source.Take("]")) throw source.Unsupported("a '[:' that is not closed");
    }

    private void ReadNested()
    {
        if (source.Peek == '^') throw source.Unsupported("a negated class within a class");
        var nested = new ClassReader(source, ignoresCase);
        nested.ReadMembers();
        if (nested.without != "") throw source.Unsupported("'&&' in a class within a class");
        members.Append(nested.members);
    }

    private void ReadIntersection()
    {
        if (without != "" || !source.Take("[^")) throw source.Unsupported("'&&' before anything but [^…]");
        var nested = new ClassReader(source, ignoresCase);
        nested.ReadMembers();
        if (nested.without != "") throw source.Unsupported("'&&' in a class within a class");
        without = nested.members.ToString();
    }
}
