namespace Pipelines.Data;

/// <summary>A kind of thing that a table can be about.</summary>
/// <param name="Table">the table's name, also what a question calls its rows</param>
/// <param name="Label">the column that names a row</param>
/// <param name="Names">what rows are named</param>
/// <param name="Numbers">columns of numbers, and the least and greatest of each</param>
/// <param name="Category">a column of few different texts</param>
/// <param name="Values">those texts</param>
internal sealed record SqlTopic(
    string Table,
    string Label,
    IReadOnlyList<string> Names,
    IReadOnlyList<(string Column, int Least, int Most)> Numbers,
    string Category,
    IReadOnlyList<string> Values)
{
    private static readonly string[] People = ["Ann", "Ben", "Carl", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivan", "Jane", "Kim", "Leo"];
    private static readonly string[] Cities = ["Oslo", "Rome", "Paris", "Lima", "Cairo", "Delhi"];
    private static readonly string[] Countries = ["Peru", "Spain", "India", "Kenya", "Japan", "Chile"];
    private static readonly string[] Colors = ["red", "blue", "green", "black", "white"];

    /// <summary>All topics.</summary>
    public static IReadOnlyList<SqlTopic> All { get; } =
    [
        new("users", "name", People, [("age", 18, 80), ("points", 10, 90), ("visits", 1, 60)], "city", Cities),
        new("workers", "name", People, [("age", 20, 65), ("salary", 20, 95), ("hours", 10, 50)], "team", ["sales", "support", "design", "legal"]),
        new("cars", "model", ["Astra", "Beetle", "Corsa", "Delta", "Escort", "Fiesta", "Golf", "Honda"],
            [("price", 10, 99), ("speed", 60, 99), ("age", 1, 30)], "color", Colors),
        new("books", "title", ["Emma", "Ulysses", "Dracula", "Faust", "Hamlet", "Heidi", "Kim", "Momo"],
            [("pages", 20, 99), ("price", 5, 60), ("year", 50, 99)], "language", ["English", "German", "French", "Latin"]),
        new("files", "name", ["alpha", "beta", "gamma", "delta", "kappa", "sigma", "omega", "theta"],
            [("size", 1, 99), ("lines", 10, 99), ("version", 1, 20)], "type", ["text", "image", "code", "data"]),
        new("events", "name", ["start", "stop", "load", "save", "open", "close", "read", "write"],
            [("time", 1, 60), ("errors", 1, 50), ("level", 1, 20)], "source", ["client", "server", "system", "user"]),
        new("rooms", "name", ["north", "south", "east", "west", "upper", "lower", "inner", "outer"],
            [("seats", 2, 60), ("width", 3, 40), ("height", 2, 30)], "color", Colors),
        new("orders", "item", ["paper", "table", "chair", "lamp", "phone", "clock", "mirror", "shelf"],
            [("price", 5, 99), ("amount", 1, 40), ("weight", 1, 60)], "country", Countries),
    ];
}
