using System.Xml;

namespace Pipelines.Data;

/// <summary>The documented members of XML files, some files being parsed ahead by other threads.</summary>
/// <param name="data">the source's name, for messages</param>
/// <param name="files">the files</param>
internal sealed class DocumentedMembers(string data, IReadOnlyList<SourceFile> files)
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true };

    /// <summary>What is made of each member, in order of files and members.</summary>
    /// <param name="make">makes some things of a member, on any thread</param>
    /// <exception cref="DataSourceException">while enumerating: a file cannot be read, or is something else</exception>
    public IEnumerable<T> Read<T>(Func<MemberDocumentation, MemberNames, IEnumerable<T>> make)
    {
        var ahead = new Queue<Task<List<T>>>();
        foreach (var file in files)
        {
            ahead.Enqueue(Task.Run(() => ReadFile(file, make)));
            if (ahead.Count <= Environment.ProcessorCount) continue;
            foreach (var made in ahead.Dequeue().GetAwaiter().GetResult()) yield return made;
        }

        foreach (var parsed in ahead)
        {
            foreach (var made in parsed.GetAwaiter().GetResult()) yield return made;
        }
    }

    private List<T> ReadFile<T>(SourceFile file, Func<MemberDocumentation, MemberNames, IEnumerable<T>> make)
    {
        var types = new TypeNames();
        var names = new MemberNames(types);
        var element = new DocElement(names);
        var read = new List<T>();
        using var stream = file.Open(data);
        using var reader = XmlReader.Create(stream, Settings);
        try
        {
            while (reader.ReadToFollowing("member"))
            {
                if (reader.GetAttribute("name") is not { Length: > 2 } id) continue;
                var member = MemberDocumentation.Read(reader, id, element, names);
                if (id[0] == 'T') types.Declare(id[2..], member.TypeParameters);
                read.AddRange(make(member, names));
            }
        }
        catch (XmlException failure)
        {
            throw new DataSourceException($"data '{data}': {file.Path} is not XML documentation: {failure.Message}", failure);
        }

        return read;
    }
}
