#define _GNU_SOURCE
#include "CLinux.h"

#include <elf.h>
#include <link.h>
#include <string.h>

struct visit {
  void *context;
  void (*visit)(void *context, const char *name, const uint8_t *id, size_t count);
};

// The next multiple of four, to which names and descriptions of notes are padded.
static size_t padded(size_t size) { return (size + 3) & ~(size_t)3; }

static int visit_object(struct dl_phdr_info *object, size_t size, void *data) {
  (void)size;
  const struct visit *visit = data;
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &object->dlpi_phdr[i];
    if (header->p_type != PT_NOTE) continue;
    const uint8_t *note = (const uint8_t *)(object->dlpi_addr + header->p_vaddr);
    const uint8_t *end = note + header->p_memsz;
    while (note + sizeof(ElfW(Nhdr)) <= end) {
      const ElfW(Nhdr) *start = (const ElfW(Nhdr) *)note;
      const uint8_t *name = note + sizeof *start;
      const uint8_t *id = name + padded(start->n_namesz);
      if (id + start->n_descsz > end) break;
      if (start->n_type == NT_GNU_BUILD_ID && start->n_namesz == 4 && !memcmp(name, "GNU", 4)) {
        visit->visit(visit->context, object->dlpi_name, id, start->n_descsz);
        return 0;
      }
      note = id + padded(start->n_descsz);
    }
  }
  visit->visit(visit->context, object->dlpi_name, NULL, 0);
  return 0;
}

void orpheus_visit_build_ids(void *context,
                             void (*visit)(void *context, const char *name, const uint8_t *id,
                                           size_t count)) {
  struct visit data = {.context = context, .visit = visit};
  dl_iterate_phdr(visit_object, &data);
}
