using System.Globalization;
using System.Text;

namespace Kite.Ticker;

/// <summary>
/// What should be streamed and what this connection was asked for so far. The difference comes out as frames of bounded size, so wishes
/// that come faster than they are sent merge instead of queueing.
/// </summary>
sealed class TickerSubscriptions(int limit, int batchSize)
{
    static readonly string[] ModeNames = ["ltp", "quote", "full"];

    readonly Lock _lock = new();
    readonly Dictionary<uint, TickerMode> _wanted = [];
    readonly Dictionary<uint, TickerMode> _sent = [];
    readonly HashSet<uint> _changed = [];

    /// <summary>Set whenever there may be something to send.</summary>
    public Signal Changed { get; } = new();

    public int Count
    {
        get
        {
            lock (_lock)
                return _wanted.Count;
        }
    }

    /// <summary>Yields how many tokens found no room.</summary>
    public int Want(IReadOnlyCollection<uint> tokens, TickerMode mode)
    {
        var refused = 0;
        lock (_lock)
        {
            foreach (var token in tokens)
            {
                if (_wanted.Count >= limit && !_wanted.ContainsKey(token))
                {
                    refused++;
                    continue;
                }

                _wanted[token] = mode;
                _changed.Add(token);
            }
        }

        Changed.Set();
        return refused;
    }

    public void Drop(IReadOnlyCollection<uint> tokens)
    {
        lock (_lock)
        {
            foreach (var token in tokens)
            {
                if (_wanted.Remove(token))
                    _changed.Add(token);
            }
        }

        Changed.Set();
    }

    /// <summary>A new connection knows nothing: all is to be sent again.</summary>
    public void OnConnected()
    {
        lock (_lock)
        {
            _sent.Clear();
            _changed.Clear();
            _changed.UnionWith(_wanted.Keys);
        }

        Changed.Set();
    }

    /// <summary>The next frames to send, at most one batch: none when nothing differs. Room is made before it is taken.</summary>
    public IReadOnlyList<byte[]> Next()
    {
        lock (_lock)
        {
            _changed.RemoveWhere(token => _wanted.TryGetValue(token, out var wanted)
                ? _sent.TryGetValue(token, out var sent) && sent == wanted
                : !_sent.ContainsKey(token));
            var leaving = Batch(token => !_wanted.ContainsKey(token));
            if (leaving.Length > 0)
            {
                foreach (var token in leaving)
                    _sent.Remove(token);
                return [Frame("unsubscribe", leaving)];
            }

            foreach (var mode in Enum.GetValues<TickerMode>())
            {
                var joining = Batch(token => _wanted[token] == mode && !_sent.ContainsKey(token));
                var changing = joining.Length > 0 ? joining : Batch(token => _wanted[token] == mode);
                foreach (var token in changing)
                    _sent[token] = mode;
                if (joining.Length > 0)
                    return [Frame("subscribe", joining), ModeFrame(mode, joining)];
                if (changing.Length > 0)
                    return [ModeFrame(mode, changing)];
            }

            return [];
        }
    }

    uint[] Batch(Func<uint, bool> belongs)
    {
        uint[] batch = [.. _changed.Where(belongs).Take(batchSize)];
        _changed.ExceptWith(batch);
        return batch;
    }

    static byte[] Frame(string action, uint[] tokens) => Encoding.ASCII.GetBytes($$"""{"a":"{{action}}","v":[{{List(tokens)}}]}""");

    static byte[] ModeFrame(TickerMode mode, uint[] tokens) =>
        Encoding.ASCII.GetBytes($$"""{"a":"mode","v":["{{ModeNames[(int)mode]}}",[{{List(tokens)}}]]}""");

    static string List(uint[] tokens) => string.Join(',', tokens.Select(token => token.ToString(CultureInfo.InvariantCulture)));
}
