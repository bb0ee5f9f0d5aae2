// title: Bees on Comb
// description: Striped bees that walk over open, filled and capped wax cells in warm light
// tags: bees, honeycomb, hexagon, insects, macro

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

vec3 unpack(uint k) {
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float segment(vec2 p, vec2 a, vec2 b) {
    vec2 o = p - a, d = b - a;
    return length(o - d * clamp(dot(o, d) / dot(d, d), 0.0, 1.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    float way = 6.28 * rnd(s, 1);
    vec2 sun = vec2(cos(way), sin(way));
    vec2 p = rot(6.28 * rnd(s, 2)) * u * (2.0 + 3.0 * rnd(s, 3)) + 9.0 * rnd(s, 4) + 0.6 * iTime;
    vec2 lsun = rot(6.28 * rnd(s, 2)) * sun;
    vec2 r = vec2(1.0, 1.7320508);
    vec2 a = mod(p, r) - 0.5 * r, b = mod(p - 0.5 * r, r) - 0.5 * r;
    vec2 o = dot(a, a) < dot(b, b) ? a : b;
    vec2 id = floor((p - o) * 2.0 + 0.5);
    vec3 h = unpack(cell(ivec2(id), s));
    vec2 q = abs(o);
    float hexa = 0.5 - max(q.x, dot(q, vec2(0.5, 0.8660254)));
    float wall = 0.05 + 0.03 * rnd(s, 5);
    float zone = noise(id * 0.11 + 9.0 * rnd(s, 6), s + 1U) + 0.25 * (h.x - 0.5);
    vec3 wax = hsv(0.09 + 0.04 * rnd(s, 7), 0.5 + 0.3 * rnd(s, 8), 0.85), honey = hsv(0.06 + 0.05 * rnd(s, 9), 0.95, 0.85);
    vec3 col;
    float deep = ramp(wall, wall + 0.18, hexa);
    if (zone < 0.42) {
        col = wax * (0.22 + 0.75 * (1.0 - deep)) + honey * 0.06;
        col *= 0.7 + 0.6 * ramp(-0.3, 0.3, -dot(o, lsun));
        if (h.y < 0.35) {
            vec2 g = o - 0.1 * (h.xz - 0.5);
            float l = length(g * vec2(1.0, 0.9));
            float ring = abs(l - 0.2 + 0.03 * sin(angle(g) * 2.0));
            if (ring < 0.085 && g.x + 0.6 * g.y > -0.2) col = vec3(0.93, 0.92, 0.86) * (0.7 + 3.0 * (0.085 - ring)) * (0.85 + 0.2 * sin(angle(g) * 14.0));
        }
    } else if (zone < 0.56) {
        col = honey * (0.55 + 0.5 * ramp(0.3, -0.3, dot(o, lsun))) * (0.7 + 0.3 * h.y);
        col += 0.7 * ramp(0.1, 0.04, length(o - 0.2 * lsun)) + 0.3 * ramp(0.05, 0.02, abs(length(o) - 0.3)) * ramp(0.0, 0.2, dot(o, lsun));
        col *= 0.6 + 0.4 * ramp(wall, wall + 0.1, hexa);
    } else {
        vec3 n = noised(p * 6.0, s + 3U);
        col = mix(wax, vec3(0.95, 0.85, 0.65), 0.5 * h.z) * (0.75 + 0.35 * n.x + 0.08 * dot(n.yz, lsun) + 0.5 * hexa);
        if (h.y > 0.9) col *= 0.4 + 0.6 * ramp(0.1, 0.16, length(o));
    }
    if (hexa < wall) {
        vec2 g = q.x > dot(q, vec2(0.5, 0.8660254)) ? vec2(sign(o.x), 0.0) : vec2(0.5, 0.8660254) * sign(o);
        col = wax * (0.85 + 0.3 * (1.0 - hexa / wall) + 0.25 * dot(g, lsun) * (hexa / wall)) * (0.85 + 0.25 * noise(p * 14.0, s + 4U));
    }
    int front = -1;
    vec2 at = vec2(0.0), ls = vec2(0.0);
    float shade = 1.0;
    float size = 0.26 + 0.3 * rnd(s, 10);
    for (int i = 0; i < 7; i++) {
        vec3 g = rnd3(s, 30 + i), e = rnd3(s, 40 + i);
        if (e.z < 0.3) continue;
        float turn = 6.28 * g.z + 0.4 * sin(4.0 * iTime + 6.0 * e.x);
        vec2 w = rot(turn) * (u - 2.3 * (g.xy - 0.5) - 0.1 * vec2(sin(iTime * 3.0 + 9.0 * e.x), cos(iTime * 2.0 + 9.0 * e.y))) / size;
        vec2 l = rot(turn) * sun;
        vec2 m = vec2(abs(w.x), w.y);
        float abdomen = length(vec2(w.x / 0.36, (w.y + 0.5) / 0.62)), chest = length((w - vec2(0.0, 0.3)) / 0.31), head = length((w - vec2(0.0, 0.7)) / vec2(0.26, 0.2));
        vec2 wing = rot(-0.45) * (m - vec2(0.12, 0.3));
        float vane = length(vec2((wing.x - 0.12) / 0.22, (wing.y + 0.55) / 0.6));
        float legs = min(segment(m, vec2(0.25, 0.3), vec2(0.6, 0.55)), min(segment(m, vec2(0.25, 0.2), vec2(0.7, 0.1)), segment(m, vec2(0.2, 0.1), vec2(0.62, -0.5))));
        legs = min(legs, segment(m, vec2(0.08, 0.8), vec2(0.28, 1.1)) + 0.01);
        float any = min(min(abdomen, chest), min(head, vane));
        vec2 v = w + 0.18 * l;
        if (any < 1.0 || legs < 0.045) { front = i; at = w; ls = l; shade = 1.0; }
        else if (length(vec2(v.x / 0.5, (v.y + 0.1) / 1.05)) < 1.0) shade *= 0.6;
    }
    if (front >= 0) {
        uint k = cell(ivec2(front, 1), s);
        vec2 m = vec2(abs(at.x), at.y);
        vec3 fur = hsv(0.09 + 0.03 * rnd(k, 1), 0.7, 0.65), dark = hsv(0.06, 0.5, 0.1), c = dark;
        float abdomen = length(vec2(at.x / 0.36, (at.y + 0.5) / 0.62)), chest = length((at - vec2(0.0, 0.3)) / 0.31), head = length((at - vec2(0.0, 0.7)) / vec2(0.26, 0.2));
        vec3 light = normalize(vec3(ls, 0.8));
        if (abdomen < 1.0) {
            vec3 n = normalize(vec3(at.x / 0.36, (at.y + 0.5) / 0.62, sqrt(max(1.0 - abdomen * abdomen, 0.0)) + 0.2));
            float band = fract(at.y * 4.6 + 0.25 * cos(at.x * 5.0));
            c = mix(dark, fur * 1.2, ramp(0.35, 0.5, band) * ramp(1.0, 0.9, band)) * (0.35 + 0.9 * max(dot(n, light), 0.0)) + 0.35 * pow(max(dot(n, normalize(light + vec3(0.0, 0.0, 1.0))), 0.0), 20.0);
        }
        float fuzz = 0.16 * noise(vec2(angle(at - vec2(0.0, 0.3)) * 12.0, 1.0), k);
        if (chest < 1.0 + fuzz) c = fur * (0.4 + 0.8 * noise(at * vec2(26.0, 26.0), k)) * (0.5 + 0.5 * max(1.1 - chest, 0.0) + 0.5 * dot(at - vec2(0.0, 0.3), ls));
        if (head < 1.0) c = m.x > 0.13 ? vec3(0.05) + 0.4 * ramp(0.1, 0.02, length(m - vec2(0.2, 0.74))) : fur * 0.5;
        vec2 wing = rot(-0.45) * (m - vec2(0.12, 0.3));
        float vane = length(vec2((wing.x - 0.12) / 0.22, (wing.y + 0.55) / 0.6));
        if (vane < 1.0) {
            float vein = min(abs(fract(wing.x * 8.0 + 2.0 * wing.y) - 0.5), abs(fract(wing.y * 3.5 - wing.x) - 0.5) * 1.5);
            vec3 film_ = mix(c, vec3(0.9, 0.88, 0.8), 0.35 + 0.3 * vane) + 0.3 * hsv(0.5 * wing.y + wing.x, 0.4, 0.5) * ramp(0.0, 0.4, dot(wing, ls) + 0.3);
            c = mix(film_, dark, 0.7 * ramp(0.06, 0.02, vein) + 0.6 * ramp(0.93, 1.0, vane));
        }
        col = c;
    }
    fragColor = vec4(film(col * shade * 1.45), 1.0);
}
