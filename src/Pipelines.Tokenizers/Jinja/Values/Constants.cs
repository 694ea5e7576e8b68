namespace Pipelines.Tokenizers.Jinja;

/// <summary><c>none</c></summary>
internal sealed class NoneValue : Value
{
    public static readonly NoneValue Instance = new();

    private NoneValue() { }

    public override string TypeName => "NoneType";

    public override bool IsTrue => false;

    public override string Described => "none";

    public override void PrintQuoted(TextBuilder output) => output.Append("None");
}

/// <summary><c>true</c> or <c>false</c></summary>
internal sealed class BooleanValue : Value
{
    public static readonly BooleanValue True = new();
    public static readonly BooleanValue False = new();

    private BooleanValue() { }

    public override string TypeName => "bool";

    public override bool IsTrue => this == True;

    public static BooleanValue Of(bool value) => value ? True : False;

    public override void PrintQuoted(TextBuilder output) => output.Append(IsTrue ? "True" : "False");
}

/// <summary>What a name or a member stands for that there is not: printed as nothing, false, without items; anything else fails.</summary>
/// <param name="missing">what is missing, for messages: <c>'x'</c></param>
internal sealed class UndefinedValue(string missing) : Value
{
    public override string TypeName => "Undefined";

    public override bool IsTrue => false;

    public override int? Length => 0;

    public override IEnumerable<Value> Items => [];

    public override string Described => $"{missing}, which is not defined";

    public override Value? Member(string name) => throw Fail($"'{name}' of it");

    public override Value? Item(Value key) => throw Fail("an item of it");

    public override void Print(TextBuilder output) { }

    public override void PrintQuoted(TextBuilder output) => output.Append("Undefined");

    private JinjaException Fail(string wanted) => new($"{missing} is not defined, and {wanted} was asked for");
}
