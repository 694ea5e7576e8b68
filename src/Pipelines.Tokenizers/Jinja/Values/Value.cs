namespace Pipelines.Tokenizers.Jinja;

/// <summary>A value of a template; it means what it means in Python.</summary>
internal abstract class Value
{
    /// <summary>The type as Python names it, for messages.</summary>
    public abstract string TypeName { get; }

    /// <summary>Whether a condition holds with it.</summary>
    public abstract bool IsTrue { get; }

    /// <summary>How many items it has, or null when it has none to count.</summary>
    public virtual int? Length => null;

    /// <summary>Its items in order, or null when there is no going through it.</summary>
    public virtual IEnumerable<Value>? Items => null;

    /// <summary>Its member or method of that name, or null.</summary>
    public virtual Value? Member(string name) => null;

    /// <summary>Its item at an index or under a key, or null.</summary>
    /// <exception cref="JinjaException">it has no items, or none by such a key</exception>
    public virtual Value? Item(Value key) => null;

    /// <summary>Writes it as <c>str()</c> does.</summary>
    public virtual void Print(TextBuilder output) => PrintQuoted(output);

    /// <summary>Writes it as <c>repr()</c> does: as it stands in a printed list.</summary>
    public abstract void PrintQuoted(TextBuilder output);

    /// <summary>Its items.</summary>
    /// <exception cref="JinjaException">there is no going through it</exception>
    public IEnumerable<Value> ItemsOrThrow() => Items ?? throw new JinjaException($"there is no going through {Described}");

    /// <summary>As text, as <c>str()</c> gives it.</summary>
    public TextValue Printed()
    {
        if (this is TextValue text) return text;
        var output = new TextBuilder();
        Print(output);
        return output.ToText();
    }

    /// <summary>For messages: what it is.</summary>
    public virtual string Described => $"a value of type '{TypeName}'";
}
