namespace Pipelines.Data.Tests.Sources;

public sealed class MemberNaming
{
    private readonly MemberNames names;

    public MemberNaming()
    {
        var types = new TypeNames();
        types.Declare("System.Collections.Generic.Dictionary`2", ["TKey", "TValue"]);
        names = new MemberNames(types);
    }

    [Theory]
    [InlineData("T:System.String", "String")]
    [InlineData("T:System.Collections.Generic.List`1", "List<T>")]
    [InlineData("T:System.Collections.Generic.Dictionary`2", "Dictionary<TKey, TValue>")]
    [InlineData("T:System.Func`3", "Func<T1, T2, T3>")]
    [InlineData("F:System.Int32.MaxValue", "Int32.MaxValue")]
    [InlineData("M:System.String.Join(System.Char,System.String[])", "String.Join")]
    [InlineData("M:System.Array.Fill``1(``0[],``0)", "Array.Fill")]
    [InlineData("M:System.Exception.#ctor(System.String)", "Exception")]
    [InlineData("M:System.Collections.Generic.List`1.Add(`0)", "List<T>.Add")]
    [InlineData("P:System.Collections.Generic.Dictionary`2.Item(`0)", "Dictionary<TKey, TValue>.Item")]
    [InlineData("M:System.Decimal.op_Explicit(System.Decimal)~System.Int32", "Decimal.op_Explicit")]
    [InlineData("N:System.Text", "System.Text")]
    [InlineData("!:Unknown", "Unknown")]
    [InlineData("Overload", "Overload")]
    [InlineData("", "")]
    public void Prose_refers_by_short_names(string cref, string name) => names.Short(cref).ShouldBe(name);

    [Theory]
    [InlineData("T:System.Collections.Generic.Dictionary`2", "", "", "System.Collections.Generic.Dictionary<TKey, TValue>")]
    [InlineData("M:System.GC.Collect", "", "", "System.GC.Collect()")]
    [InlineData("M:System.String.Join(System.Char,System.String[])", "by value", "", "System.String.Join(char by, string[] value)")]
    [InlineData("M:System.Array.Fill``1(``0[],``0)", "array value", "TItem", "System.Array.Fill<TItem>(TItem[] array, TItem value)")]
    [InlineData("M:System.Exception.#ctor(System.String)", "message", "", "new System.Exception(string message)")]
    [InlineData(
        "M:System.Collections.Generic.Dictionary`2.TryGetValue(`0,`1@)",
        "key value",
        "",
        "System.Collections.Generic.Dictionary<TKey, TValue>.TryGetValue(TKey key, ref TValue value)")]
    [InlineData(
        "M:System.Collections.Generic.Dictionary`2.Enumerator.Dispose",
        "",
        "",
        "System.Collections.Generic.Dictionary<TKey, TValue>.Enumerator.Dispose()")]
    [InlineData("P:System.String.Chars(System.Int32)", "index", "", "System.String.Chars[int index]")]
    [InlineData("P:System.String.Length", "", "", "System.String.Length")]
    [InlineData("M:System.Decimal.op_Explicit(System.Decimal)~System.Int32", "d", "", "System.Decimal.op_Explicit(decimal d) → int")]
    [InlineData("M:N.T.M(System.Nullable{System.Int32},System.Int32*,System.Byte[,][])", "a", "", "N.T.M(int? a, int*, byte[,][])")]
    [InlineData(
        "M:N.T.M(System.Func{System.Collections.Generic.KeyValuePair{System.String,``0},System.Boolean})",
        "filter",
        "V",
        "N.T.M(Func<KeyValuePair<string, V>, bool> filter)")]
    [InlineData("M:N.T.System#Collections#ICollection{T}#Add(`0)", "item", "", "N.T.System.Collections.ICollection<T>.Add(T0 item)")]
    public void Signatures_read_like_declarations(string id, string parameters, string typeParameters, string signature) =>
        names.Signature(id, Words(parameters), Words(typeParameters)).ShouldBe(signature);

    [Fact]
    public void Damaged_ids_never_crash()
    {
        var random = new Random(3);
        const string Alphabet = "(){}[]`~#.,@*:MT0a";
        for (var i = 0; i < 50_000; i++)
        {
            var id = "M:" + new string([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            names.Signature(id, ["x"], ["T"]).ShouldNotBeNull();
            names.Short(id).ShouldNotBeNull();
        }
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
