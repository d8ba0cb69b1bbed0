"""Which process asks a host."""

from __future__ import annotations

from collections import Counter
from zlib import crc32

from citecheck.web.targets import host_of, site_of

Requests = dict[str, list[int]]
"""Request URLs with the numbers of the targets that each answers."""


class Owners:
    """Whose a host is: that of its site; of sites that are cited, each process has about as many links."""

    def __init__(self, requests: Requests, shards: int) -> None:
        self._shards = shards
        self._by_site: dict[str, int] = {}
        self.gone: set[int] = set()
        loads = [0] * shards
        for site, links in Counter(site_of(host_of(url)) for url in requests).most_common():
            least = min(range(shards), key=loads.__getitem__)
            self._by_site[site] = least
            loads[least] += links

    def of(self, url: str) -> int:
        """The number of the process, from 0, the leader."""
        site = site_of(host_of(url))
        shard = self._by_site.get(site)
        if shard is None:
            shard = crc32(site.encode()) % self._shards
        return 0 if shard in self.gone else shard

    def parts(self, requests: Requests) -> list[Requests]:
        """The requests that are for each process."""
        parts: list[Requests] = [{} for _ in range(self._shards)]
        for url, indexes in requests.items():
            parts[self.of(url)][url] = indexes
        return parts
