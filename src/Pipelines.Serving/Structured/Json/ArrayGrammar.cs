namespace Pipelines.Serving;

/// <summary>Arrays: the first items each by their own schema, the others by one, within counts.</summary>
internal static class ArrayGrammar
{
    public static void Write(SchemaGrammar grammar, Conjunction all, int start, int end)
    {
        var least = all.Count("minItems", isLeast: true) ?? 0;
        var most = all.Count("maxItems", isLeast: false);
        var first = all.Parts.Select(part => (First: part.Schemas("prefixItems").ToArray(), Others: part.Schema("items"))).ToArray();
        var list = new SeparatedList(grammar.Builder, grammar.Json, start, "[");
        var fixedCount = Math.Min(first.Max(part => (int?)part.First.Length) ?? 0, most ?? int.MaxValue);
        for (var i = 0; i < fixedCount; i++)
        {
            if (i >= least) list.MayEnd();
            var at = i;
            list.Add(state => grammar.Value(state, Schemas(at)));
        }
        if (most < least) return;
        var others = Schemas(int.MaxValue).ToArray();
        list.AddMany(state => grammar.Value(state, others), Math.Max(0, least - fixedCount), most - fixedCount);
        grammar.Builder.Skip(list.Close("]"), end);

        IEnumerable<SchemaNode> Schemas(int i) => first
            .Select(part => i < part.First.Length ? part.First[i] : part.Others)
            .OfType<SchemaNode>();
    }
}
