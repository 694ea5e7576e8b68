using System.Security.Cryptography;
using System.Text.Json;

namespace Pipelines.Server;

/// <summary>What all pieces of an answer begin with.</summary>
/// <param name="Id">the answer's name</param>
/// <param name="Object">what it is</param>
/// <param name="Model">the model that wrote it</param>
/// <param name="Created">when the request came</param>
internal sealed record AnswerHead(string Id, string Object, string Model, long Created)
{
    private const string IdCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// <summary>The head of an answer that begins now.</summary>
    public static AnswerHead Now(string prefix, string kind, string model) =>
        new(NewId(prefix), kind, model, DateTimeOffset.UtcNow.ToUnixTimeSeconds());

    /// <summary>A name that nothing else has.</summary>
    public static string NewId(string prefix) => prefix + RandomNumberGenerator.GetString(IdCharacters, 24);

    /// <summary>Writes it into an object that is open.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("id", Id);
        json.WriteString("object", Object);
        json.WriteNumber("created", Created);
        json.WriteString("model", Model);
    }
}
