using System.Globalization;
using Pipelines.Spec;

namespace Pipelines.Runtime.Models;

/// <summary>A module of a model with those below it, and what they hold and compute together.</summary>
internal sealed class ModuleTree
{
    private readonly List<ModuleTree> children = [];
    private NodeCost? own;

    private ModuleTree(string name) => Name = name;

    /// <summary>The last step of its name.</summary>
    public string Name { get; }

    /// <summary>What goes in and comes out; null where it only holds others.</summary>
    public string? Shapes => own is null ? null : own.Input == own.Output ? own.Input : $"{own.Input} → {own.Output}";

    /// <summary>Weights, those below included.</summary>
    public long Parameters => (own?.Parameters ?? 0) + children.Sum(child => child.Parameters);

    /// <summary>Operations for a token, those below included.</summary>
    public long Flops => (own?.FlopsPerToken ?? 0) + children.Sum(child => child.Flops);

    /// <summary>All that tells it apart from its brothers but its name.</summary>
    private string Signature =>
        $"{Shapes}|{own?.Parameters}|{own?.FlopsPerToken}({string.Join(",", children.Select(child => child.Name + child.Signature))})";

    /// <summary>The modules by the steps of their names.</summary>
    public static ModuleTree Of(IEnumerable<NodeCost> nodes)
    {
        var root = new ModuleTree("");
        foreach (var node in nodes)
        {
            var at = root;
            foreach (var step in node.Name.Split('.')) at = at.Child(step);
            at.own = node;
        }
        return root;
    }

    /// <summary>The modules below it, where numbered ones that are alike and follow one another are one: <c>0–5</c>, six times.</summary>
    public IEnumerable<(string Name, int Count, ModuleTree First)> Groups()
    {
        for (var start = 0; start < children.Count;)
        {
            var first = children[start];
            var signature = first.Signature;
            var end = start + 1;
            while (IsNumber(first.Name) && end < children.Count && IsNumber(children[end].Name) && children[end].Signature == signature) end++;
            yield return (end - start == 1 ? first.Name : $"{first.Name}–{children[end - 1].Name}", end - start, first);
            start = end;
        }
    }

    private ModuleTree Child(string name)
    {
        if (children.Find(child => child.Name == name) is { } known) return known;
        var made = new ModuleTree(name);
        children.Add(made);
        return made;
    }

    private static bool IsNumber(string name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
