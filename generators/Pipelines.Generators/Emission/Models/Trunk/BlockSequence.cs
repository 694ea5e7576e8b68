using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>Emits the list of a trunk's blocks: one class so many times, or groups of several.</summary>
internal static class BlockSequence
{
    /// <summary>From how many equal blocks on they are written as a loop.</summary>
    private const int Run = 3;

    /// <summary>The list as a child of the trunk.</summary>
    public static Child Child(ModelView model)
    {
        var block = model.Blocks[0];
        if (model.Uniform)
        {
            var each = DocText.Parameters(model.ParametersOf(model.Block(block)));
            return new(
                model.Names.Layers, "BlockList<Block>", $"o.Layers, () => new Block({block.Arguments})", $"{model.BlockCount} of {each}.");
        }
        return new(model.Names.Layers, $"BlockList<{Element(model)}>", "Blocks(o, device)", $"{Counts(model)}.");
    }

    /// <summary>Writes the method that makes blocks that differ, group by group.</summary>
    public static void Emit(SourceWriter source, ModelView model)
    {
        source.Write("/// <summary>The blocks, the lowest first.</summary>");
        source.Braces($"private IEnumerable<{Element(model)}> Blocks(Options o, Device? device)", body =>
        {
            var groups = model.Architecture.Layers;
            for (var group = 0; group < groups.Count; group++)
            {
                var repeat = $"for (var i = 0; i < o.{model.Repeat(group)}; i++)";
                var statements = Statements(groups[group], model).ToArray();
                if (statements.Length == 1 && groups[group].Blocks.Count == 1) body.Write($"{repeat} {statements[0]}");
                else body.Braces(repeat, inner => inner.Write(string.Join("\n", statements)));
            }
        });
    }

    /// <summary><c>8 × Mamba2Block, 4 × AttentionMoeBlock</c>.</summary>
    private static string Counts(ModelView model) => string.Join(", ", model.Architecture.Blocks
        .GroupBy(block => model.At(block).ClassName)
        .Select(blocks => $"{blocks.Count()} × {blocks.Key}"));

    private static string Element(ModelView model) => model.Classes.Count() == 1 ? model.Blocks[0].ClassName : "SequenceLayer";

    private static IEnumerable<string> Statements(BlockGroup group, ModelView model)
    {
        for (var start = 0; start < group.Blocks.Count;)
        {
            var view = model.At(group.Blocks[start]);
            var length = group.Blocks.Skip(start).TakeWhile(block => block == view.Spec).Count();
            var make = $"yield return new {view.ClassName}({view.Arguments});";
            if (length < Run) foreach (var _ in Enumerable.Range(0, length)) yield return make;
            else yield return $"for (var j = 0; j < {length}; j++) {make}";
            start += length;
        }
    }
}
