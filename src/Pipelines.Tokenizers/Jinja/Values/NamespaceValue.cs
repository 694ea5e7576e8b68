namespace Pipelines.Tokenizers.Jinja;

/// <summary>What <c>namespace()</c> gives: members that can be set from inside of a loop.</summary>
internal sealed class NamespaceValue : Value
{
    private readonly Dictionary<string, Value> members = [];

    public override string TypeName => "namespace";

    public override bool IsTrue => true;

    /// <summary>Sets a member.</summary>
    public void Set(string name, Value value) => members[name] = value;

    public override Value? Member(string name) => members.GetValueOrDefault(name);

    public override Value? Item(Value key) => key is TextValue name ? Member(name.Text) : null;

    public override void PrintQuoted(TextBuilder output) => output.Append("<Namespace>");
}
