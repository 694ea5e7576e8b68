namespace Pipelines.Generators.Emission.Models;

/// <summary>Emits the record of a block's sizes where blocks differ.</summary>
internal static class SizesEmitter
{
    /// <summary>Writes the nested record <c>Sizes</c> of the class of <paramref name="block"/>.</summary>
    public static void Emit(SourceWriter source, BlockView block)
    {
        var sizes = OptionsEmitter.InOrder(block.Sizes);
        source.Write($"/// <summary>The sizes of <see cref=\"{block.ClassName}\"/>.</summary>");
        foreach (var size in sizes) source.Write(size.Documentation);
        source.Write("public sealed record Sizes(");
        source.Indented(parameters => parameters.List(sizes.Select(size => size.Parameter), ")"));
        source.Braces(body =>
        {
            body.Write("""/// <summary>Those that <paramref name="block"/> gives.</summary>""");
            body.Braces("public static Sizes From(BlockSpec block)", from =>
            {
                foreach (var local in OptionsEmitter.Locals(block)) from.Write(local);
                from.Write("return new Sizes(");
                from.Indented(arguments => arguments.List(sizes.Select(size => size.Argument), ");"));
            });
        });
    }
}
