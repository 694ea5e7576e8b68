using System.Text.Json;

namespace Pipelines.Server;

/// <summary>A member of an object in a request: its name, what stands there, and the sentence that documents it.</summary>
internal abstract class Member(string name, string doc)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Whether a request without it is refused.</summary>
    public bool IsRequired { get; protected init; }

    /// <summary>A member that may be left out; null says the same.</summary>
    public static Member<T> Optional<T>(string name, Kind<T> kind, string doc) => new(name, kind, doc, isRequired: false);

    /// <summary>A member that must be there.</summary>
    public static Member<T> Required<T>(string name, Kind<T> kind, string doc) => new(name, kind, doc, isRequired: true);

    /// <summary>A member that clients send and that changes nothing here.</summary>
    public static Member Ignored(string name, string doc) => new Member<bool>(name, new AnyKind(), doc, isRequired: false);

    /// <summary>A member that has to be right, and changes nothing here.</summary>
    public static Member Checked<T>(string name, Kind<T> kind, string doc) =>
        new Member<T>(name, kind, doc, isRequired: false) { IsChecked = true };

    /// <summary>A member that asks for what this server does not have.</summary>
    public static Member Refused(string name, string why) => new RefusedMember(name, why);

    /// <summary>Says at once what no reader would ask for.</summary>
    public virtual void Check(JsonElement json, Place place) { }

    /// <summary>Writes the member of a JSON Schema's properties.</summary>
    public void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        WriteKeywords(json);
        json.WriteString("description", doc);
        json.WriteEndObject();
    }

    protected abstract void WriteKeywords(Utf8JsonWriter json);
}

/// <inheritdoc/>
internal sealed class Member<T> : Member
{
    private readonly Kind<T> kind;

    public Member(string name, Kind<T> kind, string doc, bool isRequired) : base(name, doc) =>
        (this.kind, IsRequired) = (kind, isRequired);

    /// <summary>Whether it is read even where nobody asks for it.</summary>
    public bool IsChecked { get; init; }

    /// <inheritdoc/>
    public override void Check(JsonElement json, Place place)
    {
        if (IsChecked && json.ValueKind != JsonValueKind.Null) Read(json, place);
    }

    /// <summary>Reads what stands there.</summary>
    /// <param name="json">what stands there</param>
    /// <param name="parent">the place of the object that it is a member of</param>
    public T Read(JsonElement json, Place parent) => kind.Read(json, parent.Member(Name));

    protected override void WriteKeywords(Utf8JsonWriter json) => kind.WriteSchema(json);
}
